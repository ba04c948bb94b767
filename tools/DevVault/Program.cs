using PenguinMails.DevVault.Hosting;

return await DevVaultHost.RunAsync(args);
