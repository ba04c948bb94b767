using System.Text;
using NUnit.Framework;
using PenguinMails.Audit.VaultTrail.Ingestion;

namespace PenguinMails.Audit.Tests.VaultTrail;

[Category("Pure")]
internal sealed class LineReaderTests
{
    private const int Limit = 1000;

    [Test]
    public async Task Read_WholeLines_LeavesThePartialOne()
    {
        var reader = Reader("one\n\ntwo\nthr");

        Assert.That(await AllAsync(reader), Is.EqualTo(new[] { "one", "", "two" }));
        Assert.That(reader.Consumed, Is.EqualTo(9));
        Assert.That(Encoding.UTF8.GetString(reader.Rest.Span), Is.EqualTo("thr"));
    }

    [TestCase(1001)]
    [TestCase(200_000)]
    public async Task Read_TooLongLine_IsSkippedAndTheNextIsRead(int length)
    {
        var reader = Reader($"a\n{new string('x', length)}\nb\n");

        Assert.That(await AllAsync(reader), Is.EqualTo(new[] { "a", $"too_long {Limit}", "b" }));
        Assert.That(reader.Consumed, Is.EqualTo(length + 5));
    }

    [Test]
    public async Task Read_WithinATooLongLine_GoesOnSkipping()
    {
        var first = Reader(new string('x', 200_000));
        Assert.That(await AllAsync(first), Is.EqualTo(new[] { $"too_long {Limit}" }));
        Assert.That((first.IsSkipping, first.Consumed), Is.EqualTo((true, 200_000)));

        Assert.That(await AllAsync(Reader("xxx\nb\n", first.IsSkipping)), Is.EqualTo(new[] { "b" }));
    }

    private static LineReader Reader(string text, bool isSkipping = false) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), isSkipping, Limit);

    private static async Task<List<string>> AllAsync(LineReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None) is { } line)
        {
            lines.Add(line.Fault is null ? Encoding.UTF8.GetString(line.Bytes.Span) : $"{line.Fault} {line.Bytes.Length}");
        }

        return lines;
    }
}
