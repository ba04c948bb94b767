namespace PenguinMails.ServiceDefaults;

/// <summary>
/// <c>{service} set-aside …</c>: shows, puts back and drops the messages that the service has set aside, for an operator on its machine. It uses the
/// service's own settings and accounts; what it changes is on record in the ledger.
/// </summary>
public static class SetAsideCommand
{
    private const string Name = "set-aside";
    private const string Usage =
        """
        Usage: set-aside list                            what was set aside, and why
               set-aside show QUEUE MESSAGE              one message as it came
               set-aside put-back QUEUE MESSAGE|all      hands messages in again; what was done already is not done twice
               set-aside drop QUEUE MESSAGE|all REASON   deletes messages
        QUEUE is the queue that they were set aside from, MESSAGE the first word of its line in the list.
        """;

    /// <summary>Whether the arguments ask for the command instead of the service.</summary>
    public static bool IsAsked(string[] args) => args is [Name, ..];

    /// <summary>Runs the command with the settings of the service, of which nothing is started.</summary>
    /// <returns>The exit code: 0 done, 1 refused, 2 wrong arguments, 3 the broker or the database does not answer.</returns>
    public static async Task<int> RunSetAsideCommandAsync(this WebApplicationBuilder builder, string[] args)
    {
        builder.Logging.ClearProviders();
        await using var app = builder.BuildService();
        var (code, text) = await ActivatorUtilities.CreateInstance<SetAsideActions>(app.Services).RunAsync(args[1..], Usage);
#pragma warning disable RS0030 // A command talks to a person.
        await (code == 0 ? Console.Out : Console.Error).WriteLineAsync(text);
#pragma warning restore RS0030
        return code;
    }
}
