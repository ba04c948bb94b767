using PenguinMails.KeyIssuance;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("key-issuance");
builder.AddKeyIssuance();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapKeyIssuance();
await app.RunAsync();
return 0;
