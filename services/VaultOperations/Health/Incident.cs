namespace PenguinMails.VaultOperations.Health;

/// <summary>A condition that was seen and has not ended.</summary>
internal sealed class Incident
{
    public string Kind { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Severity { get; init; } = "";
    public DateTimeOffset SeenAt { get; init; }
    public DateTimeOffset? RaisedAt { get; init; }
    public DateTimeOffset? ClearSince { get; init; }
}
