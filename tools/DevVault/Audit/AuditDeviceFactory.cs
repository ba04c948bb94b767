using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Audit;

/// <summary>From the options of an audit device to the device.</summary>
internal static class AuditDeviceFactory
{
    /// <exception cref="RefusedException">The options make no device, or one that cannot be written to.</exception>
    public static IAuditDevice Create(string type, IReadOnlyDictionary<string, string> options) => type switch
    {
        "file" => CreateFile(options),
        "socket" => CreateSocket(options),
        _ => throw RefusedException.Invalid($"unknown backend type: \"{type}\": invalid configuration"),
    };

    private static IAuditDevice CreateFile(IReadOnlyDictionary<string, string> options)
    {
        if ((options.GetValueOrDefault("file_path") ?? options.GetValueOrDefault("path")) is not { Length: > 0 } path)
        {
            throw RefusedException.Invalid("unable to create new audit backend: \"file_path\" is required: invalid configuration");
        }

        if (path == "discard")
        {
            return new DiscardingAuditDevice();
        }

        var device = new FileAuditDevice(path is "stdout" ? "/dev/stdout" : path, Mode(options.GetValueOrDefault("mode")));
        try
        {
            device.Open();
            return device;
        }
        catch (IOException problem)
        {
            throw RefusedException.Invalid(
                $"unable to create new audit backend: file sink creation failed for path \"{path}\": sanity check failed; "
                + $"unable to open \"{path}\" for writing: unable to create file \"{path}\": {problem.Message}");
        }
    }

    /// <summary>Octal, as in chmod.</summary>
    private static UnixFileMode Mode(string? text)
    {
        try
        {
            return text is { Length: > 0 } ? (UnixFileMode)Convert.ToInt32(text, 8) : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        catch (FormatException)
        {
            throw RefusedException.Invalid($"strconv.ParseUint: parsing \"{text}\": invalid syntax");
        }
    }

    private static SocketAuditDevice CreateSocket(IReadOnlyDictionary<string, string> options)
    {
        if (options.GetValueOrDefault("address") is not { Length: > 0 } address)
        {
            throw RefusedException.Invalid("unable to create new audit backend: \"address\" is required: invalid configuration");
        }

        var kind = options.GetValueOrDefault("socket_type") is { Length: > 0 } given ? given : "tcp";
        var text = options.GetValueOrDefault("write_timeout") is { Length: > 0 } timeout ? timeout : "2s";
        try
        {
            return new(address, kind, Durations.Parse(text));
        }
        catch (FormatException problem)
        {
            throw RefusedException.Invalid(problem.Message);
        }
    }

    /// <summary>For those who must have a device and want no records.</summary>
    private sealed class DiscardingAuditDevice : IAuditDevice
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
