using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Schedules;

namespace PenguinMails.Rotation.Tests.Schedules;

/// <summary>Every transition in every state, with newer and older events.</summary>
[Category("Pure")]
internal sealed class ScheduledSecretTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Older = Start.AddDays(-1);
    private static readonly DateTimeOffset Newer = Start.AddDays(1);
    private static readonly DateTimeOffset Now = Start.AddDays(2);
    private static readonly Guid Version = Guid.CreateVersion7();
    private static readonly Guid Next = Guid.CreateVersion7();
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly RotationPolicy Policy = new(
        TimeSpan.FromDays(90), TimeSpan.FromHours(24), TimeSpan.Zero, TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));

    [TestCase(ScheduleState.Waiting)]
    [TestCase(ScheduleState.Requested)]
    [TestCase(ScheduleState.Ended)]
    public void Renew_NewerVersion_WaitsForTheNextDueDate(ScheduleState state)
    {
        var secret = In(state);

        Assert.That(secret.Renew(Next, Guid.CreateVersion7(), Newer, Policy, Now), Is.True);

        Assert.Multiple(() =>
        {
            Assert.That(secret.State, Is.EqualTo(ScheduleState.Waiting));
            Assert.That(secret.CurrentVersionId, Is.EqualTo(Next));
            Assert.That(secret.DueAt, Is.EqualTo(Newer.AddDays(90)));
            Assert.That(secret.NextRequestAt, Is.Null);
        });
    }

    [TestCase(ScheduleState.Waiting)]
    [TestCase(ScheduleState.Requested)]
    [TestCase(ScheduleState.Ended)]
    public void Renew_OlderOrSameEvent_ChangesNothing(ScheduleState state)
    {
        var secret = In(state);
        var before = (secret.State, secret.CurrentVersionId, secret.DueAt, secret.DecidedAt);

        Assert.That(secret.Renew(Next, Guid.CreateVersion7(), Older, Policy, Now), Is.False);
        Assert.That(secret.Renew(Version, null, Start, Policy, Now), Is.False);

        Assert.That((secret.State, secret.CurrentVersionId, secret.DueAt, secret.DecidedAt), Is.EqualTo(before));
    }

    [TestCase(ScheduleState.Waiting)]
    [TestCase(ScheduleState.Requested)]
    public void Renew_SuccessorOfTheCurrentVersion_IsNewsWhateverItsTimeSays(ScheduleState state)
    {
        var secret = In(state);

        Assert.That(secret.Renew(Next, Version, Older, Policy, Now), Is.True);
        Assert.That(secret.CurrentVersionId, Is.EqualTo(Next));
    }

    [TestCase(ScheduleState.Waiting)]
    [TestCase(ScheduleState.Requested)]
    [TestCase(ScheduleState.Ended)]
    public void End_Newer_LeavesNothingDue(ScheduleState state)
    {
        var secret = In(state);

        Assert.That(secret.End(Newer, Now), Is.True);

        Assert.Multiple(() =>
        {
            Assert.That(secret.State, Is.EqualTo(ScheduleState.Ended));
            Assert.That(secret.CurrentVersionId, Is.Null);
            Assert.That(secret.DueAt, Is.Null);
            Assert.That(secret.EndedAt, Is.EqualTo(Newer));
        });
    }

    [TestCase(ScheduleState.Waiting)]
    [TestCase(ScheduleState.Requested)]
    public void End_Older_IsRememberedButEndsNothing(ScheduleState state)
    {
        var secret = In(state);

        Assert.That(secret.End(Older, Now), Is.False);

        Assert.That(secret.State, Is.EqualTo(state));
        Assert.That(secret.EndedAt, Is.EqualTo(Older));
    }

    [Test]
    public void Ask_Waiting_IsAskedAndEachRepetitionWaitsLonger()
    {
        var secret = In(ScheduleState.Waiting);
        var due = secret.DueAt;

        secret.Request(Now, Patience);
        Assert.That((secret.State, secret.NextRequestAt), Is.EqualTo((ScheduleState.Requested, Now + Patience)));
        secret.Request(Now + Patience, Patience);
        Assert.That(secret.NextRequestAt, Is.EqualTo(Now + (3 * Patience)));
        for (var asked = 0; asked < 20; asked++)
        {
            secret.Request(Now, Patience);
        }

        Assert.That(secret.NextRequestAt, Is.EqualTo(Now.AddHours(6)));
        Assert.That((secret.RequestedAt, secret.DueAt), Is.EqualTo((Now, due)), "it is still the same request");
    }

    [Test]
    public void Ask_Ended_IsABug() => Assert.That(() => In(ScheduleState.Ended).Request(Now, Patience), Throws.InvalidOperationException);

    [Test]
    public void Fail_Asked_IsTriedAgainLaterEachTime()
    {
        var secret = In(ScheduleState.Requested);

        Assert.That(secret.Fail(Policy, Now), Is.True);
        var first = secret.DueAt!.Value - Now;
        Assert.That((secret.State, secret.FailedAttempts), Is.EqualTo((ScheduleState.Waiting, 1)));
        secret.Request(Now, Patience);
        secret.Fail(Policy, Now);

        Assert.That(secret.DueAt!.Value - Now, Is.GreaterThan(first * 1.7));
        Assert.That(secret.Renew(Next, Version, Newer, Policy, Now), Is.True);
        Assert.That(secret.FailedAttempts, Is.Zero, "success forgets the failures");
    }

    [TestCase(ScheduleState.Waiting)]
    [TestCase(ScheduleState.Ended)]
    public void Fail_NotAsked_DoesNotMoveTheDueDate(ScheduleState state)
    {
        var secret = In(state);
        var due = secret.DueAt;

        Assert.That(secret.Fail(Policy, Now), Is.False);
        Assert.That((secret.State, secret.DueAt), Is.EqualTo((state, due)));
    }

    [Test]
    public void Reschedule_ClockHadRunAhead_CountsFromNow()
    {
        var secret = new ScheduledSecret(new SecretReference(Guid.CreateVersion7(), "ssh", "tenant"));
        secret.Renew(Version, null, Start.AddYears(1), Policy, Start.AddYears(1));
        var announced = secret.DecidedAt;

        secret.Reschedule(Policy, Start);

        Assert.That(secret.DueAt, Is.EqualTo(Start.AddDays(90)));
        Assert.That(secret.DecidedAt, Is.GreaterThan(announced), "a later decision must look later, also when the clock went back");
    }

    [Test]
    public void Renew_TypeWithoutSchedule_IsNeverDue()
    {
        var secret = new ScheduledSecret(new SecretReference(Guid.CreateVersion7(), "other", "name"));

        Assert.That(secret.Renew(Version, null, Start, policy: null, Now), Is.True);
        Assert.That((secret.State, secret.DueAt), Is.EqualTo((ScheduleState.Waiting, default(DateTimeOffset?))));
    }

    private static ScheduledSecret In(ScheduleState state)
    {
        var secret = new ScheduledSecret(new SecretReference(Guid.CreateVersion7(), "ssh", "tenant"));
        secret.Renew(Version, null, state == ScheduleState.Ended ? Start.AddHours(-1) : Start, Policy, Start);
        switch (state)
        {
            case ScheduleState.Requested:
                secret.Request(Start.AddDays(90), Patience);
                break;
            case ScheduleState.Ended:
                secret.End(Start, Start);
                break;
        }

        return secret;
    }
}
