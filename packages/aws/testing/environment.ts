// Import this before the package: the package reads its environment when it is loaded.
Object.assign(process.env, {
  ARC_ENV: 'testing',
  ARC_APP_SECRET: 'a secret of thirty-two characters',
  ARC_SANDBOX: JSON.stringify({ ports: {}, version: '9.0.0' }),
});
