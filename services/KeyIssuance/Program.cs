using PenguinMails.KeyIssuance;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Enrolment;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.TenantSshAccess;
using PenguinMails.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("key-issuance");
builder.AddKeyIssuance();

var app = builder.BuildService();
app.MapTenantSshAccess();
app.MapAdminAccess();
app.MapEnrolment();
app.MapServers();
app.MapDrift();
await app.RunAsync();
