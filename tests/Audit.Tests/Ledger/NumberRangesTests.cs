using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Ledger;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

[Category("Pure")]
internal sealed class NumberRangesTests
{
    private static readonly Guid Epoch = Guid.CreateVersion7();

    [TestCase(new long[0], "{}")]
    [TestCase(new long[] { 7 }, "{[7,7]}")]
    [TestCase(new long[] { 3, 1, 2, 2, 7, 9, 8 }, "{[1,3],[7,9]}")]
    [TestCase(new long[] { 1, 3, 5 }, "{[1,1],[3,3],[5,5]}")]
    public void Write_Numbers_AreRangesInOrder(long[] numbers, string expected) => Assert.That(NumberRanges.Write(numbers), Is.EqualTo(expected));

    [Test]
    public void Missing_WhatArrivedIsTakenOut_AndNothingElse()
    {
        var missing = new MissingRecords();
        missing.Add(Record(MissingRecords.MissingAction, 1, 9));
        missing.Add(Record(MissingRecords.MissingAction, 20, 20));
        missing.Add(Record(MissingRecords.ArrivedAction, 4, 5));
        missing.Add(Record(MissingRecords.ArrivedAction, 1, 9, service: "rotation"));
        missing.Add(Record(MissingRecords.ArrivedAction, 1, 9, by: "key-issuance"));
        missing.Add(Record("audit.record_quarantined", 7, 7));
        Assert.That(missing.Ranges.Select(range => (range.First, range.Last)), Is.EqualTo(new[] { (1L, 3L), (6L, 9L), (20L, 20L) }));

        missing.Add(Record(MissingRecords.ArrivedAction, 1, 20));
        Assert.That(missing.Ranges, Is.Empty);
    }

    private static LedgerRecord Record(string action, long first, long last, string service = "identity", string by = "audit") => new(
        "platform", 1, default, [], [],
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { action, details = MissingRecords.DetailsOf(new NumberRange(service, Epoch, first, last)), service = by })));
}
