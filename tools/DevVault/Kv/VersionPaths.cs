using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>delete/, undelete/ and destroy/: named versions of a secret.</summary>
internal sealed class VersionPaths(SecretStore store, TimeProvider time)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Route("delete/{path*}", (version, by) => version.Destroyed || version.IsDeleted(time.GetUtcNow())
            ? version
            : version with { DeletionTime = time.GetUtcNow(), DeletedBy = by }),
        Route("undelete/{path*}", (version, _) => version.Destroyed ? version : version with { DeletionTime = null, DeletedBy = null }),
        Route("destroy/{path*}", (version, _) => version with { Destroyed = true }),
    ];

    private PathRoute Route(string pattern, Func<SecretVersion, Attribution, SecretVersion> change) =>
        new PathRoute(pattern).Field("versions", FieldType.CommaIntegers)
            .OnWrite((request, fields, stop) => ChangeAsync(fields, version => change(version, Attribution.Of(request)), Attribution.Of(request), stop));

    private async ValueTask<LogicalResponse?> ChangeAsync(
        FieldData fields, Func<SecretVersion, SecretVersion> change, Attribution by, CancellationToken cancellationToken)
    {
        var (path, versions) = (fields.Text("path"), fields.Integers("versions"));
        if (versions.Count == 0)
        {
            return LogicalResponse.Invalid("No version number provided");
        }

        using var held = await store.LockAsync(path, cancellationToken);
        if (await store.FindAsync(path, cancellationToken) is not { } metadata)
        {
            return null;
        }

        var changed = metadata.WithVersions(versions, change) with { LastUpdatedBy = by };
        var destroyed = versions.Select(number => (ulong)number).Where(number => changed.Versions.GetValueOrDefault(number)?.Destroyed == true);
        await store.WriteAsync(path, changed, null, destroyed, cancellationToken);
        return null;
    }
}
