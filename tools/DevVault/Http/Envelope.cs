using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Wrapping;

namespace PenguinMails.DevVault.Http;

/// <summary>The object around every answer.</summary>
internal static class Envelope
{
    public static Dictionary<string, object?> Of(LogicalRequest request, LogicalResponse response) => new(StringComparer.Ordinal)
    {
        // An answer that was wrapped belongs to no request any more.
        ["request_id"] = response.Wrap is null ? request.Id : string.Empty,
        ["lease_id"] = string.Empty,
        ["renewable"] = false,
        ["lease_duration"] = response.LeaseSeconds,
        ["data"] = response.Wrap is null ? response.Data : null,
        ["wrap_info"] = response.Wrap is { } wrap ? OfWrap(wrap) : null,
        ["warnings"] = response.Warnings,
        ["auth"] = response.Auth?.ToJson(),
        ["mount_type"] = response is { Wrap: null, StatusCode: 0 } && !request.IsOpen ? request.MountType : string.Empty,
    };

    private static Dictionary<string, object?> OfWrap(WrapInfo wrap)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["token"] = wrap.WrappedToken,
            ["accessor"] = wrap.Accessor,
            ["ttl"] = (long)wrap.Ttl.TotalSeconds,
            ["creation_time"] = Rfc3339.Nano(wrap.Created),
            ["creation_path"] = wrap.CreationPath,
        };
        if (wrap.WrappedAccessor.Length > 0)
        {
            json["wrapped_accessor"] = wrap.WrappedAccessor;
        }

        return json;
    }
}
