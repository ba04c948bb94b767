using System.Diagnostics;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Which messages of a batch the broker gets as one.</summary>
[Category("Pure")]
internal sealed class JoinedRecordsTests
{
    private long _sequence;

    [Test]
    public void Neighbours_ThatHoldRecords_AreOneMessageInOrder()
    {
        var (one, two, three) = (Record("1"), Record("2"), Record("3"));

        var joined = RunsOf([Row(one), Row(new AuditRecordedTogether(two.OccurredAt, [two, three]))]).Single().Joined;

        var message = (AuditRecordedTogether)MessageJson.Deserialize(joined.MessageType, joined.Body);
        Assert.That(message.Records.Select(record => record.RecordId), Is.EqualTo(new[] { one.RecordId, two.RecordId, three.RecordId }));
        Assert.That(message.OccurredAt, Is.EqualTo(three.OccurredAt));
    }

    [Test]
    public void Numbers_AreInTheRecordsInOrder()
    {
        var epoch = Guid.CreateVersion7();
        OutboxMessage Numbered(IEvent message, long first) => Row(message) with { Epoch = epoch, FirstNumber = first };

        var joined = RunsOf([Numbered(Record("1"), 7), Numbered(new AuditRecordedTogether(default, [Record("2"), Record("3")]), 12)]).Single().Joined;
        var alone = RunsOf([Numbered(Record("1"), 7)]).Single().Joined;

        var message = (AuditRecordedTogether)MessageJson.Deserialize(joined.MessageType, joined.Body);
        Assert.That(
            message.Records.Select(record => record.Position),
            Is.EqualTo(new[] { 7, 12, 13 }.Select(number => new ProducerPosition(epoch, number))));
        Assert.That(((AuditRecorded)MessageJson.Deserialize(alone.MessageType, alone.Body)).Position, Is.EqualTo(new ProducerPosition(epoch, 7)));
    }

    [Test]
    public void OtherMessages_AreAloneAndKeepTheirPlace()
    {
        OutboxMessage[] batch = [Row(Record("1")), Row(TestMessages.Optional("a")), Row(TestMessages.Optional("b")), Row(Record("2")), Row(Record("3"))];

        var runs = RunsOf(batch).ToList();

        Assert.That(runs.Select(run => run.Messages.Count), Is.EqualTo(new[] { 1, 1, 1, 2 }));
        Assert.That(runs.SelectMany(run => run.Messages), Is.EqualTo(batch));
        Assert.That(runs.Take(3).Select(run => run.Joined), Is.EqualTo(batch.Take(3)), "alone, a message is sent as it is");
    }

    [Test]
    public void RecordOfAnotherVersion_IsAlone()
    {
        var foreign = Row(Record("2")) with { Body = "[]" };

        Assert.That(RunsOf([Row(Record("1")), foreign, Row(Record("3"))]).Select(run => run.Messages.Count), Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test]
    public void Id_IsOfTheMessagesThatAreJoined()
    {
        OutboxMessage[] rows = [Row(Record("1")), Row(Record("2")), Row(Record("3"))];

        var id = RunsOf(rows).Single().Joined.MessageId;

        Assert.That(RunsOf(rows).Single().Joined.MessageId, Is.EqualTo(id), "a repetition is the same message");
        Assert.That(RunsOf([rows[0], rows[2]]).Single().Joined.MessageId, Is.Not.EqualTo(id), "or what came between would count as sent");
    }

    [Test]
    public void ManyRecords_AreSeveralMessages()
    {
        var rows = Enumerable.Range(0, 100).Select(number => Row(Record(new string('x', 10_000)))).ToList();

        var runs = RunsOf(rows).ToList();

        Assert.That(runs.SelectMany(run => run.Messages), Is.EqualTo(rows));
        Assert.That(runs.Select(run => run.Joined.Body.Length), Is.All.LessThan(70_000));
    }

    [Test]
    public void SecondTrace_IsAnotherMessage()
    {
        var (first, second, untraced) = (Trace(ActivityTraceFlags.Recorded), Trace(ActivityTraceFlags.Recorded), Trace(ActivityTraceFlags.None));

        var runs = RunsOf([Row(Record("1"), untraced), Row(Record("2"), first), Row(Record("3"), first), Row(Record("4"), second)]).ToList();

        Assert.That(runs.Select(run => run.Messages.Count), Is.EqualTo(new[] { 3, 1 }));
        Assert.That(runs.Select(run => run.Joined.TraceParent), Is.EqualTo(new[] { first, second }));
    }

    private static string Trace(ActivityTraceFlags flags) =>
        $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-{(int)flags:x2}";

    private static AuditRecorded Record(string reason) => new(
        Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), "test", "test.done", AuditOutcomes.Success, new AuditActor(null, "test", "service", null, null, null),
        null, null, null, null, reason, null, null, null);

    private static IEnumerable<JoinedRecords.Run> RunsOf(IEnumerable<OutboxMessage> rows) => JoinedRecords.RunsOf(rows.Select(WaitingMessage.Of));

    private OutboxMessage Row(IEvent message, string? trace = null) =>
        new(++_sequence, Guid.CreateVersion7(), MessageJson.NameOf(message.GetType()), null, MessageJson.Serialize(message), trace);
}
