using System.Diagnostics;
using System.Globalization;
using PenguinMails.EndToEnd.Tests.Metrics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>
/// The processes of the running system's services and tenant servers, to kill and to stop them. The AppHost starts a killed service again; whoever kills one
/// waits for it, so that the tests behind find the system as it was.
/// </summary>
internal static class RunningServices
{
    private static DirectoryInfo Data => RunningSystem.AppHost.Data;

    /// <summary>SIGKILL for every process of a service.</summary>
    public static KilledService Kill(string service)
    {
        var processes = ProcessesOf(service);
        Assert.That(processes, Is.Not.Empty, service);
        foreach (var id in processes)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }

        return new KilledService(service, processes);
    }

    /// <summary>Until as many other processes run as were killed, and the gateway says that everything is well.</summary>
    public static Task WaitRestartedAsync(KilledService killed) => Eventually.Async(
        async () =>
        {
            var running = ProcessesOf(killed.Service);
            using var health = await RunningSystem.Gateway.GetAsync("/health");
            return running.Count == killed.Processes.Count && !running.Intersect(killed.Processes).Any() && health.IsSuccessStatusCode;
        },
        TimeSpan.FromMinutes(4),
        $"{killed.Service}, started again");

    /// <summary>Stops the service's processes where they are: what is asked of them hangs. Disposed, they go on.</summary>
    public static IDisposable Pause(string service) => new Paused(ProcessesOf(service));

    /// <summary>The same with a tenant's SSH server: connections are taken, and nothing answers.</summary>
    public static IDisposable PauseServerOf(DevelopmentTenant tenant) => new Paused(SshdOf(tenant));

    /// <summary>The file system of a tenant's server, as this process reaches it.</summary>
    public static string RootOf(DevelopmentTenant tenant) => $"/proc/{SshdOf(tenant)[0]}/root";

    private static List<int> ProcessesOf(string service) => IdsOf(id => MetricsTargets.IsInstanceOf(id, service, Data));

    private static List<int> SshdOf(DevelopmentTenant tenant)
    {
        var found = IdsOf(id => Read(id, "comm").Trim() == "sshd" && Read(id, "root/etc/hostname").Trim() == $"{tenant.ShortName}.tenants.test"
            && Read(id, "mountinfo").Contains(Data.Name, StringComparison.Ordinal));
        Assert.That(found, Is.Not.Empty, tenant.Name);
        return found;
    }

    private static List<int> IdsOf(Func<int, bool> isIt) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0 && isIt(id)).Order(),
    ];

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed class Paused : IDisposable
    {
        private readonly IReadOnlyList<int> _processes;

        public Paused(IReadOnlyList<int> processes)
        {
            _processes = processes;
            Signal("-STOP");
        }

        public void Dispose() => Signal("-CONT");

        private void Signal(string signal)
        {
            using var kill = Process.Start("kill", [signal, .. _processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
            kill.WaitForExit();
        }
    }
}

/// <param name="Service">A service, as the AppHost names it.</param>
/// <param name="Processes">The processes that were killed.</param>
internal sealed record KilledService(string Service, IReadOnlyList<int> Processes);
