using PenguinMails.Portal;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("portal", usesVault: false);
builder.AddPortal();

var app = builder.BuildService(PortalExtensions.UsePortalRules);
app.MapPortal();
app.Run();
