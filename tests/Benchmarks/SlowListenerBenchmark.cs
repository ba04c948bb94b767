using System.Diagnostics;
using System.Globalization;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>Resident memory of Audit while 100 listeners of one administrator open the live stream and read nothing of it.</summary>
internal static class SlowListenerBenchmark
{
    private const int Listeners = 100;
    private const int Records = 3000;
    private const string Logs = "/api/v1/admin/vault/audit-logs";

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Streams__PerUser"] = $"{Listeners}",
            ["Gateway__RequestsPerMinute"] = "1000000",
            ["Audit__Reading__Records"] = "1000000",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var admin = new SignedInUser(gateway, DevelopmentUser.PlatformAdmin, new TotpCodes(TimeProvider.System));

        await RecordAsync(admin, "before");
        var alone = ResidentMiB(instance.Data.FullName);
        var streams = new List<HttpResponseMessage>();
        for (var number = 0; number < Listeners; number++)
        {
            streams.Add(await admin.SendAsync(HttpMethod.Get, $"{Logs}/stream"));
        }

        await RecordAsync(admin, "beside");
        var beside = ResidentMiB(instance.Data.FullName);
        streams.ForEach(stream => stream.Dispose());
        Report.Line(
            $"Audit after {Records} records   {alone,5:F0} MiB   after as many with {Listeners} listeners who read nothing {beside,5:F0} MiB   ratio {beside / alone,5:F2}   (aim: 1.5)");
    }

    // Each look with other words is a record.
    private static Task RecordAsync(SignedInUser admin, string word) => Parallel.ForAsync(
        0, Records, new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (number, _) =>
        {
            using var answer = await admin.SendAsync(HttpMethod.Get, $"{Logs}?search={word}{number}&pageSize=1");
            answer.EnsureSuccessStatusCode();
        });

    private static double ResidentMiB(string data)
    {
        var pid = Process.GetProcesses().Select(process => process.Id).First(pid =>
            ProcessFiles.Read(pid, "cmdline").Contains("PenguinMails.Audit.dll", StringComparison.Ordinal)
            && ProcessFiles.Read(pid, "environ").Contains(data, StringComparison.Ordinal));
        var line = ProcessFiles.Read(pid, "status").Split('\n').First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
