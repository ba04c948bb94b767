using PenguinMails.Identity;
using PenguinMails.Identity.Commands;

if (IdentityCommand.IsOne(args) && !SetAsideCommand.IsAsked(args))
{
    return await IdentityCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("identity");
builder.AddIdentity();

if (SetAsideCommand.IsAsked(args))
{
    return await builder.RunSetAsideCommandAsync(args);
}

var app = builder.BuildService();
app.MapIdentity();
app.Run();
return 0;
