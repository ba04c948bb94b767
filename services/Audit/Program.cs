using PenguinMails.Audit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("audit");
builder.AddAudit();

var app = builder.BuildService();
app.MapAudit();
await app.RunAsync();
