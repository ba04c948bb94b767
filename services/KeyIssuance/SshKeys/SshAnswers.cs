using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.SshKeys;

/// <summary>What a server's answer means for a step that needed to get in.</summary>
internal static class SshAnswers
{
    public static TargetAnswer ToTarget(SshAnswer answer) => answer switch
    {
        SshAnswer.Accepted => TargetAnswer.Done,
        SshAnswer.Refused => new TargetAnswer(new StepResult.Retry("key_refused", "The server refuses the key.")),
        SshAnswer.HostKeyChanged changed => new TargetAnswer(new StepResult.Impossible(
            "host_key_changed",
            $"The server shows another host key ({changed.SeenFingerprint ?? "unknown"}); nothing was sent to it.")),
        SshAnswer.Unreachable unreachable => new TargetAnswer(
            new StepResult.Retry(ServerBreaker.UnreachableCode, Explain(unreachable), IsUnreachable: true)),
        _ => throw new InvalidOperationException("A server answered in an unknown way."),
    };

    public static string Explain(SshAnswer.Unreachable answer) => $"The server cannot be reached: {answer.Reason}.";

    public static TargetAnswer ToTarget(EditOutcome outcome, string address) => outcome switch
    {
        EditOutcome.Done => TargetAnswer.Done,
        EditOutcome.Fenced fenced => new TargetAnswer(new StepResult.Overtaken(fenced.Highest)),
        EditOutcome.NotPossible problem => new TargetAnswer(new StepResult.Retry("authorized_keys_" + problem.Code, $"{address}: {problem.Detail}")),
        _ => throw new InvalidOperationException("An edit ended in an unknown way."),
    };
}
