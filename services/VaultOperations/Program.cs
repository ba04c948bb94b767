using PenguinMails.VaultOperations;
using PenguinMails.VaultOperations.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("vault-operations");
builder.AddVaultOperations();
builder.AddVaultHealth();

var app = builder.BuildService();
app.MapVaultHealth();
await app.RunAsync();
