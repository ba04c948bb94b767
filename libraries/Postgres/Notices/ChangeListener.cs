namespace PenguinMails.Postgres;

/// <summary>An event that is set on each notice of one channel. Disposing it ends the subscription.</summary>
public sealed class ChangeListener : AsyncAutoResetEvent, IDisposable
{
    private readonly ChangeNotices _notices;

    internal ChangeListener(ChangeNotices notices, string channel, string? payload) => (_notices, Channel, Payload) = (notices, channel, payload);

    internal string Channel { get; }

    internal string? Payload { get; }

    public void Dispose() => _notices.Remove(this);
}
