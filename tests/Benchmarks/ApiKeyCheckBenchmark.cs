using System.Collections.Concurrent;
using System.Diagnostics;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Benchmarks;

/// <summary>
/// What the gateway does for each request with an API key, on one core: reading the key, judging it by what is known, its limit, and counting
/// the use. And what 10,000 keys of as many tenants take in memory.
/// </summary>
internal static class ApiKeyCheckBenchmark
{
    private const int Keys = 10_000;
    private const int Checks = 500_000;
    private const string Permission = "audit:read";

    public static async Task RunAsync()
    {
        string[] permissions = [Permission];
        var now = TimeProvider.System.GetUtcNow();
        var presented = Enumerable.Range(0, Keys).Select(_ => PlainTextApiKey.Create(Guid.CreateVersion7())).ToArray();
        var texts = presented.Select(key => key.Text).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var known = new ConcurrentDictionary<Guid, KnownApiKey>();
        for (var number = 0; number < Keys; number++)
        {
            var key = presented[number];
            known[key.KeyId] = new KnownApiKey(number + 1, key.KeyId, Guid.CreateVersion7(), key.Digest(), permissions, 6000, now.AddDays(90), IsRevoked: false);
        }

        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        Report.Line($"{Keys} keys of as many tenants: {memory / 1024.0 / 1024:F1} MB   (aim: <= 20 MB)");

        var allowances = new KeyAllowances(new Generous(), TimeProvider.System);
        var usage = new UsageCounter(TimeProvider.System);
        await CheckAsync(Keys); // compiled, and every limit begun
        using var process = Process.GetCurrentProcess();
        var spent = process.TotalProcessorTime;
        await CheckAsync(Checks);
        process.Refresh();
        Report.Line($"a check of a key: {(process.TotalProcessorTime - spent).TotalMicroseconds / Checks:F2} µs CPU   (aim: <= 30 µs)");

        async Task CheckAsync(int count)
        {
            for (var check = 0; check < count; check++)
            {
                if (!PlainTextApiKey.TryParse(texts[check % Keys], out var key)
                    || KnownApiKey.Judge(known.GetValueOrDefault(key.KeyId), key, TimeProvider.System.GetUtcNow()) != ApiKeyVerdict.Live
                    || !known[key.KeyId].Allows(Permission)
                    || !(await allowances.TakeAsync(key.KeyId, 6000, CancellationToken.None)).IsWithin)
                {
                    throw new InvalidOperationException("A key that works was refused.");
                }

                usage.Count(key.KeyId, Permission, KeyUse.Passed, "127.0.0.1");
            }
        }
    }

    private sealed class Generous : IAllowanceSource
    {
        public Task<Allowance> TakeAsync(AllowanceRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new Allowance(request.Wanted, 6000, 60_000));
    }
}
