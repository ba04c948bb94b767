using NUnit.Framework;
using PenguinMails.Rotation.Policies;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Tests.Policies;

[Category("Pure")]
internal sealed class PutPolicyTests
{
    [TestCase("ssh", 30, "PT1H", 14, true)]
    [TestCase("ssh", 365, "P7D", 0, true)]
    [TestCase("ssh", 29, "PT24H", 14, false)]
    [TestCase("ssh", 366, "PT24H", 14, false)]
    [TestCase("ssh", 90, "PT59M", 14, false)]
    [TestCase("ssh", 90, "PT169H", 14, false)]
    [TestCase("ssh", 90, "24h", 14, true)]
    [TestCase("ssh", 90, "2d", 14, true)]
    [TestCase("ssh", 90, "P1M", 14, false)]
    [TestCase("ssh", 90, "tomorrow", 14, false)]
    [TestCase("ssh", 90, "-PT24H", 14, false)]
    [TestCase("ssh", 90, "PT24H", 90, false)]
    [TestCase("ssh", 90, "PT24H", -1, false)]
    [TestCase("smtp", 7, "PT24H", 1, true)]
    [TestCase("smtp", 7, "PT0S", 1, true)]
    [TestCase("ssh", 30, "PT0S", 1, false)]
    [TestCase("smtp", 6, "PT24H", 1, false)]
    [TestCase("smtp", 180, "PT0S", 14, true)]
    [TestCase("smtp", 180, "P7D", 14, true)]
    [TestCase("smtp", 180, "P7DT1S", 14, false)]
    [TestCase("smtp", 180, "-PT1S", 14, false)]
    [TestCase("smtp", 366, "PT1H", 14, false)]
    [TestCase("dkim", 365, "PT48H", 30, true)]
    [TestCase("dkim", 365, "PT47H", 30, false)]
    [TestCase("dkim", 180, "P7D", 30, true)]
    [TestCase("dkim", 180, "P8D", 30, false)]
    [TestCase("dkim", 29, "PT48H", 14, false)]
    [TestCase("api-keys", 90, "PT24H", 14, false)]
    [TestCase(null, 90, "PT24H", 14, false)]
    public void Validate_Bounds_AreThoseOfTheType(string? type, int interval, string grace, int alert, bool isValid)
    {
        var errors = new FieldErrors();
        new PutPolicy(type, null, interval, grace, alert).Validate(errors);

        Assert.That(errors.Any, Is.EqualTo(!isValid));
    }

    [Test]
    public void Validate_NothingGiven_SaysWhatIsRequired()
    {
        var errors = new FieldErrors();
        new PutPolicy("ssh").Validate(errors);

        var said = errors.ToProblem().Errors!;
        Assert.That(said.Keys, Is.EquivalentTo(["intervalDays", "gracePeriod", "alertBeforeDays"]));
        Assert.That(said.Values.SelectMany(messages => messages), Has.All.StartsWith("Is required. "));
    }

    [Test]
    public void Validate_EverythingWrong_IsReportedAtOnce()
    {
        var errors = new FieldErrors();
        new PutPolicy(
            "ssh",
            null,
            IntervalDays: 1,
            GracePeriod: null,
            AlertBeforeDays: null,
            MaintenanceWindows: [new MaintenanceWindow(null, "x", "y")],
            Thresholds: new UseThresholds(0, -1, 2_000_000),
            Reason: new string('x', 501)).Validate(errors);

        Assert.That(errors.ToProblem().Errors!.Keys, Is.EquivalentTo(
        [
            "intervalDays", "gracePeriod", "alertBeforeDays", "maintenanceWindows[0]", "thresholds.downloads", "thresholds.reads",
            "thresholds.failedUses", "reason",
        ]));
    }
}
