declare module '@aws-lite/apigatewaymanagementapi' {
  /** A plugin for `@aws-lite/client`. Its own types would need the whole AWS SDK. */
  const plugin: object;
  export default plugin;
}
