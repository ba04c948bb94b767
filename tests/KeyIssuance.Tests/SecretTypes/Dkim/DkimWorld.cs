using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretEnrolments;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.LocalComponents;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>A world whose server runs a mail server, with real name servers, and an instance of the service that changes their zones.</summary>
internal sealed class DkimWorld : IAsyncDisposable
{
    public const string PlatformZone = "dkim.penguinmails.example";

    private readonly TenantServers _servers = new();
    private bool _isStopped;

    private DkimWorld(World world, TestDnsServer dns, TestDnsServer? second, Dictionary<string, string> settings) =>
        (World, Dns, SecondDns, Settings) = (world, dns, second, settings);

    public World World { get; }

    /// <summary>Takes updates.</summary>
    public TestDnsServer Dns { get; }

    /// <summary>Serves the same zones and hears of no update, when there is one.</summary>
    public TestDnsServer? SecondDns { get; }

    /// <summary>Those of the instance, with names as in environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public InProcessService Service { get; private set; } = null!;

    public IServiceProvider Services => Service.Services;

    /// <param name="zones">Zones that the platform changes; one that begins with '!' it does not.</param>
    /// <param name="hasSecond">Whether a second server serves the zones too, without following the first.</param>
    /// <param name="settings">What else differs.</param>
    public static async Task<DkimWorld> StartAsync(string[] zones, bool hasSecond = false, IReadOnlyDictionary<string, string>? settings = null)
    {
        await Prerequisite.EnsureAsync([DebianPackage.KnotTools, DebianPackage.PythonDkim], Console.Error.WriteLine);
        var names = zones.Select(zone => zone.TrimStart('!')).Append(PlatformZone).ToArray();
        var dns = await TestDnsServer.StartAsync(names);
        var second = hasSecond ? await TestDnsServer.StartAsync(names) : null;
        var world = await World.StartAsync(server: new TestSshServerOptions { HasMail = true });
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KeyIssuance__Dkim__PlatformZone"] = PlatformZone,
            ["KeyIssuance__Dkim__RecordTtl"] = "00:00:05",
            ["KeyIssuance__Dkim__DnsTimeout"] = "00:00:01",
            ["KeyIssuance__Dkim__LongestLook"] = "00:00:01",
            ["KeyIssuance__Dkim__LongestManualLook"] = "00:00:01",
            ["KeyIssuance__Dkim__Resolver"] = $"{dns.Address}:{dns.Port}",
        };
        foreach (var (zone, number) in zones.Append(PlatformZone).Select((zone, number) => (zone, number)))
        {
            var prefix = $"KeyIssuance__Dkim__Zones__{number}__";
            all[prefix + "Name"] = zone.TrimStart('!');
            all[prefix + "Servers__0"] = $"{dns.Address}:{dns.Port}";
            if (second is not null)
            {
                all[prefix + "Servers__1"] = $"{second.Address}:{second.Port}";
            }

            if (!zone.StartsWith('!'))
            {
                all[prefix + "KeyName"] = DnsServer.UpdateKeyName;
                all[prefix + "KeySecret"] = dns.UpdateKey;
            }
        }

        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            all[name] = value;
        }

        var started = new DkimWorld(world, dns, second, all);
        started.Service = await world.StartServiceAsync(all);
        return started;
    }

    /// <summary>Enrols a tenant whose server has keys already.</summary>
    public async Task<Tenant> NewTenantAsync() => await (await World.EnrolAsync()).IssuedAsync();

    /// <summary>Begins a domain's key.</summary>
    public async Task<DkimTenant> EnrolAsync(Tenant tenant, string domain, string mode, string? algorithm = null)
    {
        var body = new JsonObject { ["domain"] = domain, ["dnsMode"] = mode };
        if (algorithm is not null)
        {
            body["algorithm"] = algorithm;
        }

        var type = Services.GetRequiredService<SecretTypeCatalog>().Get(Contracts.SecretTypes.Dkim);
        var read = type.ReadEnrolment(body);
        Assert.That(read, Is.TypeOf<Enrolment.Read>(), $"{(read as Enrolment.Invalid)?.Errors.ToProblem().Detail}");
        var secret = ((Enrolment.Read)read).Secret;
        var begun = new DkimTenant(this, tenant, new SecretReference(tenant.Id, Contracts.SecretTypes.Dkim, secret.Name));
        var outcome = await Services.GetRequiredService<Database>().InTransactionAsync(
            transaction => Services.GetRequiredService<SecretEnrolment>().StartAsync(
                transaction,
                new StartOperation(begun.Secret, OperationKind.Issue, World.Trail.Platform, Triggers.Manual, "test", "a test", null), secret.Settings),
            default);
        begun.Enrolment = outcome is StartOutcome.Started started ? started.OperationId : throw new AssertionException($"{outcome}");
        return begun;
    }

    public Task<string> TextAsync(string name) => DnsTool.TextAsync(Dns, name);

    /// <summary>Sends a message through the server's Postfix and returns the delivered one's file.</summary>
    public Task<string> PassThroughAsync(string sender) => _servers.PassThroughAsync(World.Server, sender);

    /// <summary>Ends the instance of this process; others may follow.</summary>
    public async Task StopServiceAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await Service.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopServiceAsync();
        await World.DisposeAsync();
        await Dns.DisposeAsync();
        if (SecondDns is not null)
        {
            await SecondDns.DisposeAsync();
        }
    }
}
