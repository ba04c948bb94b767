using PenguinMails.Benchmarks;

// Figures are ratios against the raw thing, measured beside it in the same run. tests/Benchmarks/README.md says how to read them.
var baseline = Environment.GetEnvironmentVariable("BENCHMARK_BASELINE");
var which = args.Length > 0 ? args[0] : "all";
if (which is "all" or "start")
{
    await StartBenchmark.RunAsync();
    if (baseline is { Length: > 0 } other)
    {
        await StartComparison.RunAsync(other);
    }
}

if (which is "all" or "rotation")
{
    await RotationBenchmark.RunAsync();
    if (baseline is { Length: > 0 } other)
    {
        await RotationComparison.RunAsync(other);
    }
}

if (which is "all" or "tick")
{
    await TickBenchmark.RunAsync();
}

if (which is "all" or "campaign")
{
    await CampaignBenchmark.RunAsync();
}

if (which is "all" or "vault")
{
    await VaultBenchmark.RunAsync();
}

if (which is "all" or "services-read")
{
    await ServicesReadBenchmark.RunAsync();
}

if (which is "all" or "api-key-check")
{
    await ApiKeyCheckBenchmark.RunAsync();
}

if (which is "all" or "credentials")
{
    await CredentialsBenchmark.RunAsync();
}

if (which is "all" or "ledger")
{
    await LedgerBenchmark.RunAsync();
}

if (which is "all" or "ledger-queries")
{
    await LedgerQueryBenchmark.RunAsync();
}

if (which is "all" or "admin-query")
{
    await AdminQueryBenchmark.RunAsync();
}

if (which is "all" or "ledger-stream")
{
    await LedgerStreamBenchmark.RunAsync();
}

if (which is "all" or "slow-listeners")
{
    await SlowListenerBenchmark.RunAsync();
}

if (which is "all" or "portal-pages")
{
    await PortalPagesBenchmark.RunAsync();
}

if (which is "all" or "audit-page")
{
    await AuditPageBenchmark.RunAsync();
}

if (which is "all" or "admin-crowd")
{
    await AdminCrowdBenchmark.RunAsync();
}

if (which is "all" or "added")
{
    await AddedBenchmark.RunAsync();
}
