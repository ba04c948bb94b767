using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Rotation.Policies;

namespace PenguinMails.Rotation.Tests.Policies;

[Category("Pure")]
internal sealed class RotationPolicyTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);
    private static readonly RotationPolicy Ssh = new(
        TimeSpan.FromDays(90), TimeSpan.FromHours(24), TimeSpan.FromHours(24), TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));

    [Test]
    public void DueAt_ManySecretsOfOneDay_SpreadOverTheWindowAndNeverLate()
    {
        var dates = Enumerable.Range(0, 10_000).Select(_ => Ssh.DueAt(AnySecret(), Since)).ToList();

        Assert.That(dates, Is.All.InRange(Since.AddDays(89), Since.AddDays(90)));
        var busiestMinute = dates.GroupBy(date => date.Ticks / TimeSpan.TicksPerMinute).Max(minute => minute.Count());
        Assert.That(busiestMinute, Is.LessThan(40), "10,000 secrets over 1,440 minutes are 7 a minute on average");
    }

    [Test]
    public void DueAt_SameSecret_IsTheSameInEveryProcess()
    {
        var secret = new SecretReference(Guid.Parse("550e8400-e29b-41d4-a716-446655440000"), "ssh", "tenant");

        Assert.That(Ssh.DueAt(secret, Since), Is.EqualTo(new DateTimeOffset(2027, 2, 18, 3, 3, 35, TimeSpan.Zero).AddTicks(3_558_090)));
    }

    [Test]
    public void DueAt_ShortInterval_KeepsMostOfIt()
    {
        var policy = Ssh with { Interval = TimeSpan.FromSeconds(10) };

        Assert.That(policy.DueAt(AnySecret(), Since), Is.InRange(Since.AddSeconds(9), Since.AddSeconds(10)));
    }

    [TestCase(1, 15)]
    [TestCase(2, 30)]
    [TestCase(5, 240)]
    [TestCase(8, 1440)]
    [TestCase(1_000_000, 1440)]
    public void RetryAt_FurtherFailures_WaitTwiceAsLongUpToTheLimit(int failures, int minutes)
    {
        var wait = Ssh.RetryAt(AnySecret(), failures, Since) - Since;

        Assert.That(wait, Is.InRange(TimeSpan.FromMinutes(minutes * 0.9), TimeSpan.FromMinutes(minutes)));
    }

    [Test]
    public void Validate_EverythingWrong_IsReportedAtOnce()
    {
        var options = new RotationOptions
        {
            Ssh = new SecretTypeOptions
            {
                Interval = TimeSpan.FromDays(366),
                GracePeriod = TimeSpan.FromDays(8),
                JitterWindow = TimeSpan.FromHours(-1),
                RetryDelay = TimeSpan.Zero,
                RetryDelayLimit = TimeSpan.FromDays(8),
            },
            Scheduler = new SchedulerOptions
            {
                Tick = TimeSpan.Zero,
                BatchSize = 0,
                MaxUnanswered = 0,
                RotationPatience = TimeSpan.FromHours(2),
                RetirementPatience = TimeSpan.Zero,
            },
        };

        var result = new RotationOptionsValidator().Validate(null, options);

        Assert.That(result.Failures, Has.Exactly(10).Items);
        Assert.That(new RotationOptionsValidator().Validate(null, new RotationOptions()).Succeeded, Is.True, "the defaults are valid");
        options = new RotationOptions();
        (options.Smtp.GracePeriod, options.Dkim.GracePeriod) = (TimeSpan.Zero, TimeSpan.Zero);
        Assert.That(new RotationOptionsValidator().Validate(null, options).Failures, Is.EqualTo(["Rotation:Dkim:GracePeriod must lie between 1 s and 7 days."]), "passwords need none");
    }

    private static SecretReference AnySecret() => new(Guid.CreateVersion7(), "ssh", "tenant");
}
