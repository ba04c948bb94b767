using PenguinMails.Gateway;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");
builder.AddGateway();

var app = builder.BuildService(GatewayExtensions.UseGatewayRules);
app.MapGateway();
app.Run();
