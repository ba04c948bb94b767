using System.Security.Cryptography;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Audit;

/// <summary>Hands each record to all enabled devices. As long as there are any, one of them must have taken it.</summary>
internal sealed class AuditBroker(BarrierView view, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const string TablePath = "table";
    private readonly AsyncLock _changing = new();
    private volatile Enabled[] _devices = [];

    public IReadOnlyList<AuditEntry> Entries => [.. _devices.Select(device => device.Entry)];

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await view.ReadAsync<Table>(TablePath, cancellationToken) is { } table)
        {
            _devices = [.. table.Entries.Select(Reopen)];
        }
    }

    public AuditSalt? SaltOf(string path) => Array.Find(_devices, device => device.Entry.Path == path)?.Salt;

    /// <exception cref="RefusedException">In use, or not a device that works.</exception>
    public async ValueTask EnableAsync(
        string path, string type, string description, IReadOnlyDictionary<string, string> options, bool local, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        if (Array.Exists(_devices, device => device.Entry.Path.StartsWith(path, StringComparison.Ordinal) || path.StartsWith(device.Entry.Path, StringComparison.Ordinal)))
        {
            throw RefusedException.Invalid("path already in use: invalid configuration");
        }

        var entry = new AuditEntry(path, type, description, options, local, RandomNumberGenerator.GetBytes(PlainTextKey.Length));
        var enabled = new Enabled(entry, AuditDeviceFactory.Create(type, options), new(entry.Salt));
        await TestAsync(enabled, options, cancellationToken);
        await StoreAsync([.. _devices, enabled], cancellationToken);
    }

    public async ValueTask DisableAsync(string path, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        if (Array.Find(_devices, device => device.Entry.Path == path) is { } found)
        {
            await StoreAsync([.. _devices.Where(device => device != found)], cancellationToken);
            await found.Device.DisposeAsync();
        }
    }

    /// <summary>False when there are devices and none of them could record it.</summary>
    public ValueTask<bool> RecordRequestAsync(AuditRecord record, Refusal? refusal, CancellationToken cancellationToken) =>
        _devices.Length == 0 ? ValueTask.FromResult(true) : RecordAsync(salt => record.Request(salt, time.GetUtcNow(), refusal), cancellationToken);

    /// <inheritdoc cref="RecordRequestAsync"/>
    public ValueTask<bool> RecordResponseAsync(AuditRecord record, LogicalResponse? response, CancellationToken cancellationToken) =>
        _devices.Length == 0 ? ValueTask.FromResult(true) : RecordAsync(salt => record.Response(salt, time.GetUtcNow(), response), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices)
        {
            await device.Device.DisposeAsync();
        }

        _devices = [];
    }

    private async ValueTask<bool> RecordAsync(Func<AuditSalt, Dictionary<string, object?>> record, CancellationToken cancellationToken)
    {
        var isRecorded = false;
        foreach (var device in _devices)
        {
            try
            {
                await device.Device.WriteAsync(JsonOutput.Line(record(device.Salt)), cancellationToken);
                isRecorded = true;
            }
            catch (Exception problem) when (problem is IOException or ObjectDisposedException)
            {
                logger.AuditFailed(device.Entry.Path, problem);
            }
        }

        return isRecorded;
    }

    private async Task TestAsync(Enabled enabled, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        if (options.GetValueOrDefault("skip_test") == "true")
        {
            return;
        }

        try
        {
            var probe = new LogicalRequest { Operation = Operation.Update, Path = "sys/audit/test", RemoteAddress = string.Empty };
            await enabled.Device.WriteAsync(JsonOutput.Line(AuditProbe.Record(probe, time.GetUtcNow())), cancellationToken);
        }
        catch (IOException problem)
        {
            await enabled.Device.DisposeAsync();
            throw RefusedException.Invalid("audit backend failed test message: " + problem.Message);
        }
    }

    private Enabled Reopen(AuditEntry entry)
    {
        try
        {
            return new(entry, AuditDeviceFactory.Create(entry.Type, entry.Options), new(entry.Salt));
        }
        catch (RefusedException problem)
        {
            // It stays enabled: forgetting it would let requests through unrecorded.
            logger.AuditFailed(entry.Path, problem);
            return new(entry, new BrokenAuditDevice(problem.Message), new(entry.Salt));
        }
    }

    private async ValueTask StoreAsync(Enabled[] devices, CancellationToken cancellationToken)
    {
        await view.WriteAsync(TablePath, new Table([.. devices.Select(device => device.Entry)]), cancellationToken);
        _devices = devices;
    }

    private sealed record Table(IReadOnlyList<AuditEntry> Entries);

    private sealed record Enabled(AuditEntry Entry, IAuditDevice Device, AuditSalt Salt);
}
