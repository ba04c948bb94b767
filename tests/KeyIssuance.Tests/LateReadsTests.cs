using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>
/// A node of Vault that answers reads itself and is behind the active one: for its first reads every path of a tenant is as it was before.
/// Operations wait for it without counting it as a failure.
/// </summary>
[Category("Component")]
public sealed class LateReadsTests
{
    private World _world = null!;
    private FaultProxy _proxy = null!;
    private InProcessService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await World.StartAsync();
        _proxy = await FaultProxy.StartAsync(_world.Vault.Address);
        _service = await _world.StartServiceAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Vault__Address"] = _proxy.Address.ToString(),
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _proxy.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Test]
    public async Task Issue_PathsThatAreUnknownAtFirst_SucceedsAtTheFirstAttempt()
    {
        _proxy.Plan(Late(absentReads: 3));

        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        await tenant.AssertConsistentAsync("enrolled and issued while reads were late");
    }

    [Test]
    public async Task Rotate_StagedMaterialUnknownForAWhile_IsNoFailure()
    {
        _proxy.Heal();
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        _proxy.Plan(request => IsRead(request) && request.Path.Value!.EndsWith("/data/penguinmails/ssh/" + tenant.Id + "/tenant.staged", StringComparison.Ordinal)
            ? new Fault.Answer(404, """{"errors":[]}""")
            : null);
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Tries >= 2, what: "Tries while the reads are late");

        Assert.That(await tenant.StepAsync(rotation), Has.Property(nameof(PresentStep.Attempts)).EqualTo(0));
        _proxy.Heal();

        await tenant.SucceededAsync(rotation);
        await tenant.AssertConsistentAsync("rotated while reads were late");
    }

    /// <summary>After each write to a path its next reads are answered as if it were unknown.</summary>
    private static Func<HttpRequest, Fault?> Late(int absentReads)
    {
        var left = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        return request =>
        {
            var path = request.Path.Value!.Replace("/metadata/", "/data/", StringComparison.Ordinal);
            if (!path.Contains("/data/penguinmails/ssh/", StringComparison.Ordinal))
            {
                return null;
            }

            if (!IsRead(request))
            {
                left[path] = absentReads;
                return null;
            }

            return left.AddOrUpdate(path, 0, (_, count) => count - 1) >= 0 && left[path] > 0 ? new Fault.Answer(404, """{"errors":[]}""") : null;
        };
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method);
}
