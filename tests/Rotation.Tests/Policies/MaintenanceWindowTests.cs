using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Rotation.Policies;

namespace PenguinMails.Rotation.Tests.Policies;

[Category("Pure")]
internal sealed class MaintenanceWindowTests
{
    private static readonly RotationPolicy Nightly = new(
        TimeSpan.FromDays(90), TimeSpan.FromHours(24), TimeSpan.FromHours(24), TimeSpan.FromMinutes(15), TimeSpan.FromHours(24))
    {
        Windows = [new MaintenanceWindow(["sun"], "22:00", "02:00", "Europe/Berlin")],
    };

    private static readonly DateTimeOffset Since = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero); // a Friday

    [Test]
    public void DueAt_ManySecrets_LieInTheLastOpeningBeforeTheGreatestAge()
    {
        var dates = Enumerable.Range(0, 500).Select(_ => Nightly.DueAt(AnySecret(), Since)).ToList();

        // 90 days later is Thursday 2027-02-18; the Sunday before opens at 21:00 UTC, winter time.
        var opens = new DateTimeOffset(2027, 2, 14, 21, 0, 0, TimeSpan.Zero);
        Assert.That(dates, Is.All.InRange(opens, opens.AddHours(4)));
        Assert.That(dates.Max() - dates.Min(), Is.GreaterThan(TimeSpan.FromHours(3)), "spread over the opening");
    }

    [TestCase("2027-02-14T20:59:00Z", false)]
    [TestCase("2027-02-14T21:00:00Z", true)]
    [TestCase("2027-02-15T00:59:00Z", true)] // past midnight, still Sunday's
    [TestCase("2027-02-15T01:00:00Z", false)]
    [TestCase("2027-07-11T20:00:00Z", true)] // summer time
    [TestCase("2027-07-11T19:59:00Z", false)]
    public void IsOpen_LocalTime_IsFollowedThroughTheYear(string time, bool isOpen) =>
        Assert.That(Nightly.IsOpen(DateTimeOffset.Parse(time, null)), Is.EqualTo(isOpen));

    [Test]
    public void NextOpen_Closed_LiesWithinTheNextOpening()
    {
        var opens = new DateTimeOffset(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);

        Assert.That(Nightly.NextOpen(AnySecret(), Since), Is.InRange(opens, opens.AddHours(4)));
        Assert.That(Nightly.NextOpen(AnySecret(), opens.AddMinutes(5)), Is.EqualTo(opens.AddMinutes(5)), "open: now");
    }

    [Test]
    public void Openings_SummerTimeLeavesTheTimeOut_OpensOrClosesAnHourLater()
    {
        // On 2027-03-28 the clocks in Berlin go from 02:00 to 03:00.
        var (from, to) = (new DateTimeOffset(2027, 3, 28, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 3, 28, 12, 0, 0, TimeSpan.Zero));
        var late = new MaintenanceWindow([], "01:30", "02:30", "Europe/Berlin").Openings(from, to).Last();
        var swallowed = new MaintenanceWindow(["sun"], "02:15", "03:15", "Europe/Berlin").Openings(from, to).ToList();

        Assert.That(late, Is.EqualTo(new Opening(from.AddMinutes(30), from.AddMinutes(90))));
        Assert.That(swallowed, Has.None.Matches<Opening>(opening => opening.From >= from), "it would have opened after it closed");
    }

    [Test]
    public void DueAt_IntervalShorterThanTheWayToTheNextOpening_KeepsTheInterval()
    {
        var daily = Nightly with { Interval = TimeSpan.FromDays(1) };

        Assert.That(daily.DueAt(AnySecret(), Since), Is.InRange(Since.AddHours(21), Since.AddDays(1)));
    }

    [TestCase("9:00", "10:00", null, "sun")]
    [TestCase("09:00", "09:00", null, "sun")]
    [TestCase("09:00", "25:00", null, "sun")]
    [TestCase("09:00", "10:00", "Mars/Olympus", "sun")]
    [TestCase("09:00", "10:00", null, "Sunday")]
    public void Problem_Wrong_IsNamed(string from, string to, string? zone, string day) =>
        Assert.That(new MaintenanceWindow([day], from, to, zone).Problem(), Is.Not.Null);

    [Test]
    public void Problem_Right_IsNone() =>
        Assert.That(new MaintenanceWindow(["sat", "sun"], "22:00", "02:00", "America/New_York").Problem(), Is.Null);

    private static SecretReference AnySecret() => new(Guid.CreateVersion7(), "ssh", "tenant");
}
