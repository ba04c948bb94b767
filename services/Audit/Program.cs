using PenguinMails.Audit;
using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("audit");
builder.AddAudit();

var app = builder.BuildService();
app.MapAuditLogs();
app.MapAlerts();
await app.RunAsync();
