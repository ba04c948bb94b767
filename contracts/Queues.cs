namespace PenguinMails.Contracts;

/// <summary>RabbitMQ queues that commands are sent to. Events are published to the exchange of their type instead.</summary>
public static class Queues
{
    /// <summary>Commands for KeyIssuance: <c>RotateSecret</c>, <c>RetirePreviousVersion</c>, <c>RevokeSecret</c>.</summary>
    public const string KeyIssuanceCommands = "key-issuance-commands";

    /// <summary>Commands for Identity: <c>NotifyTenant</c>.</summary>
    public const string IdentityCommands = "identity-commands";
}
