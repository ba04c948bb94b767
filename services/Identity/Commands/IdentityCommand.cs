namespace PenguinMails.Identity.Commands;

/// <summary>Runs what an operator does on the machine of the service, without an account: <c>dotnet PenguinMails.Identity.dll {command} …</c>.</summary>
internal static class IdentityCommand
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int Wrong = 2;

    private static readonly Dictionary<string, Type> Commands = new(StringComparer.Ordinal)
    {
        [CreateFirstAdmin.Name] = typeof(CreateFirstAdmin),
        [CreateServiceClient.Name] = typeof(CreateServiceClient),
    };

    /// <summary>Whether the arguments begin with a command's name: words with hyphens between them. Those that a launcher adds are none.</summary>
    public static bool IsOne(string[] args) => args is [var first, ..]
        && first.Contains('-') && first.Split('-').All(word => word.Length > 0 && word.All(char.IsAsciiLetterLower));

    /// <returns>0: done; 1: refused; 2: wrong arguments.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!Commands.TryGetValue(args[0], out var type))
        {
            return await SayAsync(Wrong, $"Unknown command '{args[0]}'. Known: {string.Join(", ", Commands.Keys.Order(StringComparer.Ordinal))}.");
        }

        // The settings of the service, from the environment; nothing of it is started.
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults("identity");
        builder.AddIdentity();
        await using var app = builder.BuildService();
        var command = (ICommand)ActivatorUtilities.CreateInstance(app.Services, type);
        var (isDone, text) = await command.RunAsync(args[1..], CancellationToken.None);
        return await SayAsync(isDone ? Done : Refused, text);
    }

    // The result is for the person who runs the command, and is in no log.
    private static async Task<int> SayAsync(int code, string text)
    {
#pragma warning disable RS0030 // A command talks to a person.
        await (code == Done ? Console.Out : Console.Error).WriteLineAsync(text);
#pragma warning restore RS0030
        return code;
    }
}

/// <summary>One command.</summary>
internal interface ICommand
{
    /// <returns>Whether it was done, and what to say.</returns>
    Task<(bool IsDone, string Text)> RunAsync(string[] args, CancellationToken cancellationToken);
}
