using PenguinMails.Identity;
using PenguinMails.Identity.Commands;

if (IdentityCommand.IsOne(args) && !SetAsideCommand.IsAsked(args))
{
    return await IdentityCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("identity");
builder.AddIdentity();

var app = builder.BuildService();
if (SetAsideCommand.IsAsked(args))
{
    return await app.RunSetAsideCommandAsync(args);
}

app.MapIdentity();
app.Run();
return 0;
