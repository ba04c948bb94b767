using NUnit.Framework;
using PenguinMails.Audit.Detectors;

namespace PenguinMails.Audit.Tests.Detectors;

[Category("Pure")]
internal sealed class SlidingWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    [TestCase(40, "0 10 20", ExpectedResult = false, Description = "below")]
    [TestCase(40, "0 10 20 30", ExpectedResult = true, Description = "at")]
    [TestCase(40, "0 10 20 30 35", ExpectedResult = true, Description = "above")]
    [TestCase(60, "0 10 20 30", ExpectedResult = false, Description = "the first has left the window")]
    [TestCase(59, "0 10 20 30", ExpectedResult = true)]
    [TestCase(0, "10 20 30 40", ExpectedResult = true, Description = "the oldest comes last")]
    [TestCase(25, "0 10 40 50", ExpectedResult = true, Description = "one in the middle comes last")]
    [TestCase(55, "0 10 20 70 80", ExpectedResult = false, Description = "neither window around it is full: 10-69 and 55-114")]
    [TestCase(30, "30 30 30 30", ExpectedResult = true, Description = "at one instant")]
    [TestCase(300, "0 1 2 3 4", ExpectedResult = false, Description = "an incident of the past is none of this hit's")]
    public bool IsReached_FiveInAMinute_CountsByWhenItHappened(int at, string others) => SlidingWindow.IsReached(
        Start.AddSeconds(at), others.Split(' ').Select(second => Start.AddSeconds(int.Parse(second))), 5, TimeSpan.FromMinutes(1));

    [Test]
    public void IsReached_ThresholdOfOne_NeedsNoOthers() =>
        Assert.That(SlidingWindow.IsReached(Start, [], 1, TimeSpan.FromMinutes(1)), Is.True);
}
