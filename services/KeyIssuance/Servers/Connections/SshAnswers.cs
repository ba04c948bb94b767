namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>What a server's answer means for a step that needed to get in.</summary>
internal static class SshAnswers
{
    public const string HostKeyChangedCode = "host_key_changed";

    /// <summary>The server was reached, and said why it does not do what was asked.</summary>
    public const string CommandFailedCode = "command_failed";

    /// <summary>The server accepts the key, and the account runs no command.</summary>
    public const string AccountUnusableCode = "account_unusable";

    public static TargetAnswer ToTarget(SshAnswer answer) => answer switch
    {
        SshAnswer.Accepted => TargetAnswer.Confirmed,
        SshAnswer.Unusable unusable => new TargetAnswer.Retry(AccountUnusableCode, Explain(unusable)),
        SshAnswer.Refused => new TargetAnswer.Retry("key_refused", "The server refuses the key."),
        SshAnswer.HostKeyChanged changed => new TargetAnswer.Impossible(
            HostKeyChangedCode, $"The server shows another host key ({changed.SeenFingerprint ?? "unknown"}); nothing was sent to it.")
        {
            IsUntouched = true,
        },
        SshAnswer.Unreachable unreachable => new TargetAnswer.Retry(ServerBreaker.UnreachableCode, Explain(unreachable), IsUnreachable: true),
        _ => throw new InvalidOperationException("A server answered in an unknown way."),
    };

    /// <summary>A command did not run to its end.</summary>
    public static TargetAnswer.Retry Failed(SshCommandException failure) =>
        failure.Kind is SshTroubleKind.CommandFailed or SshTroubleKind.AccountUnusable
            ? new TargetAnswer.Retry(CommandFailedCode, failure.Message)
            : new TargetAnswer.Retry("server_failed", failure.Message, IsUnreachable: true);

    public static string Explain(SshAnswer.Unreachable answer) => $"The server cannot be reached: {answer.Reason}.";

    public static string Explain(SshAnswer.Unusable answer) => answer.Said.Length == 0
        ? $"The server accepts the key, but the account runs no command; its shell ended with {answer.ExitCode}."
        : $"The server accepts the key, but the account runs no command: {answer.Said}";

    public static TargetAnswer ToTarget(EditOutcome outcome, string address) => outcome switch
    {
        EditOutcome.Done => TargetAnswer.Confirmed,
        EditOutcome.TooLate => new TargetAnswer.Retry("authorized_keys_late", $"{address}: it was too late for the edit."),
        EditOutcome.Fenced fenced => new TargetAnswer.Fenced(fenced.Highest),
        EditOutcome.NotPossible problem => new TargetAnswer.Retry("authorized_keys_" + problem.Code, $"{address}: {problem.Detail}"),
        _ => throw new InvalidOperationException("An edit ended in an unknown way."),
    };
}
