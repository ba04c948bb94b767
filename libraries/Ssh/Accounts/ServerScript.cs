namespace PenguinMails.Ssh;

/// <summary>
/// A fixed script with its parameters in front, each quoted, so that no value can become a command. It reports its outcome in one
/// line, "penguinmails-outcome CODE DETAIL"; all other output is ignored.
/// </summary>
internal sealed class ServerScript(params string[] parts)
{
    private const string Marker = "penguinmails-outcome ";
    private readonly string _text = string.Concat(parts.Prepend("prelude").Select(Load));

    public async Task<(string Code, string Detail)> RunAsync(
        ISshSession session, CancellationToken cancellationToken, params (string Name, string Value)[] parameters)
    {
        var output = await session.RunAsRootAsync(string.Concat(parameters.Select(Assignment)) + _text, cancellationToken);
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith(Marker, StringComparison.Ordinal))
            ?? throw new SshCommandException("A script on the server ended without an outcome.");
        var words = line[Marker.Length..].Split(' ', 2);
        return (words[0], words.Length > 1 ? words[1] : "");
    }

    /// <summary>Reads what a script said. Root on the server may have it say anything.</summary>
    /// <exception cref="SshCommandException">It is nothing that the script says.</exception>
    public static T Understand<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SshCommandException(
                "The server answered what the platform's script never says. See whether programs on it, such as base64 or stat, were replaced.");
        }
    }

    // Between single quotes the shell takes everything as it is, new lines too, up to the next single quote.
    internal static string Assignment((string Name, string Value) parameter) =>
        $"{parameter.Name}='{parameter.Value.Replace("'", @"'\''", StringComparison.Ordinal)}'\n";

    private static string Load(string name)
    {
        using var stream = typeof(ServerScript).Assembly.GetManifestResourceStream(name + ".sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
