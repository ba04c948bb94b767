using Microsoft.Extensions.Diagnostics.HealthChecks;
using PenguinMails.AppHost.Resources;

namespace PenguinMails.Hosting.Tests.Resources;

[Category("Pure")]
public sealed class PatientCheckTests
{
    private readonly Queue<string?> _refusals = new();
    private int _asked;

    [SetUp]
    public void Forget() => _asked = 0;

    [Test]
    public async Task Ask_ResourceThatBecomesHealthy_IsSeenInTheSameQuestion()
    {
        var check = Check("it starts", "it starts", null);
        Assert.That(((await check.AskAsync(CancellationToken.None)).Status, _asked), Is.EqualTo((HealthStatus.Healthy, 3)));
    }

    [Test]
    public async Task Ask_ResourceThatWasHealthy_IsReportedAtOnceWithTheReason()
    {
        var check = Check(null, "it is gone", null);
        await check.AskAsync(CancellationToken.None);
        var answer = await check.AskAsync(CancellationToken.None);
        Assert.That((answer.Status, answer.Description, _asked), Is.EqualTo((HealthStatus.Unhealthy, "it is gone", 2)));
    }

    private PatientCheck Check(params string?[] refusals)
    {
        _refusals.Clear();
        Array.ForEach(refusals, _refusals.Enqueue);
        return new PatientCheck(_ =>
        {
            _asked++;
            return _refusals.Dequeue() is { } reason ? Task.FromException(new InvalidOperationException(reason)) : Task.CompletedTask;
        });
    }
}
