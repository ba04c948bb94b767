namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;

/// <summary>How a mail server answered a log-in.</summary>
internal abstract record MailAnswer
{
    private MailAnswer() { }

    /// <summary>It let the account in.</summary>
    public sealed record Accepted : MailAnswer;

    /// <summary>It refused this name and password: 535 of SMTP, AUTHENTICATIONFAILED of IMAP.</summary>
    /// <param name="Place">Which service did, such as "submission at mail.acme.example:587".</param>
    public sealed record Refused(string Place) : MailAnswer;

    /// <summary>One of its services accepts what another one refuses.</summary>
    /// <param name="AcceptedBy">Which one accepts.</param>
    /// <param name="RefusedBy">Which one refuses.</param>
    public sealed record Divided(string AcceptedBy, string RefusedBy) : MailAnswer;

    /// <summary>It said nothing about name and password: it is away, busy, or not who it should be.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">The cause, one sentence.</param>
    public sealed record Nothing(string Code, string Detail) : MailAnswer;

    /// <summary>What to answer where only acceptance or refusal would have been one.</summary>
    public static TargetAnswer.Retry ToTarget(Nothing nothing) => new(nothing.Code, nothing.Detail);
}
