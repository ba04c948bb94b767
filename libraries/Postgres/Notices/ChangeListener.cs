namespace PenguinMails.Postgres;

/// <summary>One loop that wants to hear of changes. Ends with its disposal.</summary>
public sealed class ChangeListener : Signal, IDisposable
{
    private readonly ChangeNotices _notices;

    internal ChangeListener(ChangeNotices notices, string channel, string? payload) => (_notices, Channel, Payload) = (notices, channel, payload);

    internal string Channel { get; }

    internal string? Payload { get; }

    public void Dispose() => _notices.Remove(this);
}
