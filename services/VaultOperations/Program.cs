using PenguinMails.VaultOperations;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("vault-operations");
builder.AddVaultOperations();

var app = builder.BuildService();
await app.RunAsync();
