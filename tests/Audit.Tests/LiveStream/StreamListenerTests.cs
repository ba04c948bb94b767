using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.LiveStream;

namespace PenguinMails.Audit.Tests.LiveStream;

[Category("Pure")]
internal sealed class StreamListenerTests
{
    [Test]
    public void Publish_WholePages_WaitForAListener()
    {
        using var listener = new StreamListener(new AuditLogFilter("platform"), 0, TimeSpan.Zero, _ => { }, TimeProvider.System);

        for (var page = 0; page < 4; page++)
        {
            Assert.That(listener.Publish(Enumerable.Range(1, StreamRecords.PageSize).Select(number => new AuditLogEntry { Sequence = number })), Is.True);
        }
    }

    [Test]
    public void Publish_ListenerThatDoesNotRead_IsSentAwayAndKeepsWhatItGot()
    {
        using var listener = new StreamListener(new AuditLogFilter("platform"), 0, TimeSpan.Zero, _ => { }, TimeProvider.System);
        var entries = Enumerable.Range(1, StreamListener.Backlog + 1).Select(number => new AuditLogEntry { Sequence = number }).ToList();

        Assert.That(listener.Publish(entries.Take(StreamListener.Backlog)), Is.True);
        Assert.That(listener.Publish(entries.Skip(StreamListener.Backlog)), Is.False);

        var kept = 0;
        while (listener.Entries.TryRead(out _))
        {
            kept++;
        }

        Assert.That((kept, listener.Entries.Completion.IsCompletedSuccessfully), Is.EqualTo((StreamListener.Backlog, true)));
        Assert.That(() => listener.CutOff.IsCancellationRequested, Is.True.After(60_000, 50), "what it does not read does not wait for ever");
    }
}
