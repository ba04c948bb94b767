namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>What a server's answer means for a step that needed to get in.</summary>
internal static class SshAnswers
{
    public const string HostKeyChangedCode = "host_key_changed";

    /// <summary>The server was reached, and said why it does not do what was asked.</summary>
    public const string CommandFailedCode = "command_failed";

    public static TargetAnswer ToTarget(SshAnswer answer) => answer switch
    {
        SshAnswer.Accepted => TargetAnswer.Confirmed,
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
        failure.Kind == SshTroubleKind.CommandFailed
            ? new TargetAnswer.Retry(CommandFailedCode, failure.Message)
            : new TargetAnswer.Retry("server_failed", failure.Message, IsUnreachable: true);

    public static string Explain(SshAnswer.Unreachable answer) => $"The server cannot be reached: {answer.Reason}.";

    public static TargetAnswer ToTarget(EditOutcome outcome, string address) => outcome switch
    {
        EditOutcome.Done => TargetAnswer.Confirmed,
        EditOutcome.TooLate => new TargetAnswer.Retry("authorized_keys_late", $"{address}: it was too late for the edit."),
        EditOutcome.Fenced fenced => new TargetAnswer.Fenced(fenced.Highest),
        EditOutcome.NotPossible problem => new TargetAnswer.Retry("authorized_keys_" + problem.Code, $"{address}: {problem.Detail}"),
        _ => throw new InvalidOperationException("An edit ended in an unknown way."),
    };
}
