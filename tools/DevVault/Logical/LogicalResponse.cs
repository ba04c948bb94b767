using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Wrapping;

namespace PenguinMails.DevVault.Logical;

/// <summary>
/// What a path answers. A null response means "nothing": 404 for reads and lists, 204 for writes.
/// </summary>
internal sealed class LogicalResponse
{
    public Dictionary<string, object?>? Data { get; init; }

    public AuthGrant? Auth { get; set; }

    public WrapInfo? Wrap { get; set; }

    public List<string>? Warnings { get; set; }

    /// <summary>Seconds a version 1 secret asks its reader to keep it; zero for everything else.</summary>
    public long LeaseSeconds { get; init; }

    /// <summary>Set when the answer is a full envelope with a status of its own (a deleted version answers 404 with a body).</summary>
    public int StatusCode { get; init; }

    /// <summary>Set when the body is sent as it is: what is unwrapped.</summary>
    public RawJson? Raw { get; init; }

    public Refusal? Refusal { get; init; }

    public static LogicalResponse Of(Dictionary<string, object?> data) => new() { Data = data };

    public static LogicalResponse Of(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var data = new Dictionary<string, object?>(members.Length, StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            data[name] = value;
        }

        return new() { Data = data };
    }

    /// <summary>A refusal with one error, or with none.</summary>
    public static LogicalResponse Refused(int status, string? message) => new() { Refusal = new(status, message) };

    /// <summary>400 with the message.</summary>
    public static LogicalResponse Invalid(string message) => Refused(StatusCodes.Status400BadRequest, message);

    /// <summary>An error that came without a response of its own: Vault shows it as a list of one.</summary>
    public static LogicalResponse Failed(int status, string message) => new() { Refusal = new(status, message, Listed: true) };

    public static LogicalResponse Keys(IEnumerable<string> keys) => Of(("keys", keys.ToList()));

    public LogicalResponse WithWarning(string warning)
    {
        (Warnings ??= []).Add(warning);
        return this;
    }

    public override string ToString() => Refusal?.Message ?? "(response)";
}
