// To be imported before the package, which reads its environment at once.
Object.assign(process.env, { ARC_ENV: 'testing', ARC_SANDBOX: JSON.stringify({ ports: {}, version: '9.0.0' }) });
