using System.Text;

namespace PenguinMails.Ssh;

/// <summary>
/// How a script gets to a server: the command line is one of two fixed ones, and the script comes over the input as one line of
/// Base64. A connection that is cut in the middle leaves a line without an end, which is not run: scripts run whole or not at all.
/// </summary>
internal static class ScriptReader
{
    private const string Reader = """/bin/sh -c 'IFS= read -r script && eval "$(printf %s "$script" | base64 -d)"'""";

    public static string CommandFor(string username) => username == "root" ? $"exec {Reader}" : $"exec sudo -n {Reader}";

    public static byte[] InputFor(string script) =>
        Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(script)) + "\n");

    public static SshCommandException FaultOf(int exitCode, string errorText)
    {
        if (errorText.Contains("sudo:", StringComparison.Ordinal))
        {
            return new SshCommandException("The account may not use sudo on the server without a password.");
        }

        var line = errorText.AsSpan().Trim();
        line = line[(line.LastIndexOf('\n') + 1)..];
        return new SshCommandException($"A command on the server ended with {exitCode}: {line[..Math.Min(line.Length, 200)]}");
    }
}
