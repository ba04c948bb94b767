using System.Text.RegularExpressions;

namespace PenguinMails.Ssh;

/// <summary>Reads what ssh says on its error output. What is not recognised says nothing about the key.</summary>
internal static partial class OpenSshAnswers
{
    private static readonly (string Text, string Reason)[] Reasons =
    [
        ("Connection refused", "the connection was refused: no SSH server listens there"),
        ("No route to host", "there is no route to the server"),
        ("Network is unreachable", "the network is not reachable"),
        ("Could not resolve hostname", "its name could not be resolved"),
        ("timed out", "the server did not answer in time"),
        ("Timeout, server", "the server stopped answering"),
        ("kex_exchange_identification", "the server closed the connection before it spoke SSH"),
        ("Connection reset", "the connection was reset"),
        ("Connection closed", "the server closed the connection"),
        ("Broken pipe", "the connection was lost"),
        ("Too many authentication failures", "the server ended the connection: too many authentication failures"),
        ("Unable to negotiate", "no common algorithm with the server"),
    ];

    public static SshAnswer ForLogin(ProgramResult result) =>
        Common(result) ?? (result.ErrorText.Contains("Authenticated to ", StringComparison.Ordinal)
            ? new SshAnswer.Accepted()
            : Refusal(result) ?? Unreachable(result.ErrorText));

    public static SshAnswer ForOffer(ProgramResult result) =>
        Common(result) ?? (result.ErrorText.Contains("Server accepts key:", StringComparison.Ordinal)
            ? new SshAnswer.Accepted()
            : Refusal(result) ?? Unreachable(result.ErrorText));

    private static SshAnswer? Common(ProgramResult result)
    {
        if (result.ExitCode is null)
        {
            return new SshAnswer.Unreachable("the server did not answer in time");
        }

        // Without any of these lines the pinned host key was shown and nothing can be said against it.
        return result.ErrorText.Contains("HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal)
            || result.ErrorText.Contains("Host key verification failed", StringComparison.Ordinal)
            || result.ErrorText.Contains("no matching host key type", StringComparison.Ordinal)
            ? new SshAnswer.HostKeyChanged(SeenFingerprint().Match(result.ErrorText) is { Success: true } seen ? seen.Value : null)
            : null;
    }

    private static SshAnswer? Refusal(ProgramResult result) =>
        result.ErrorText.Contains("Permission denied (", StringComparison.Ordinal) ? new SshAnswer.Refused() : null;

    private static SshAnswer Unreachable(string errorText) => new SshAnswer.Unreachable(
        Reasons.FirstOrDefault(reason => errorText.Contains(reason.Text, StringComparison.Ordinal)).Reason ?? "ssh could not say why");

    [GeneratedRegex(@"SHA256:[A-Za-z0-9+/]{43}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeenFingerprint();
}
