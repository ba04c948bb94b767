using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>delete/, undelete/ and destroy/: named versions of a secret.</summary>
internal sealed class VersionPaths(SecretStore store, TimeProvider time)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Route("delete/{path*}", version => version.Destroyed || version.IsDeleted(time.GetUtcNow())
            ? version
            : version with { DeletionTime = time.GetUtcNow() }),
        Route("undelete/{path*}", version => version.Destroyed ? version : version with { DeletionTime = null }),
        Route("destroy/{path*}", version => version with { Destroyed = true }),
    ];

    private PathRoute Route(string pattern, Func<SecretVersion, SecretVersion> change) =>
        new PathRoute(pattern).Field("versions", FieldType.CommaIntegers)
            .OnWrite((_, fields, stop) => ChangeAsync(fields, change, stop));

    private async ValueTask<LogicalResponse?> ChangeAsync(
        FieldData fields, Func<SecretVersion, SecretVersion> change, CancellationToken cancellationToken)
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

        var changed = metadata.WithVersions(versions, change);
        var destroyed = versions.Select(number => (ulong)number).Where(number => changed.Versions.GetValueOrDefault(number)?.Destroyed == true);
        await store.WriteAsync(path, changed, null, destroyed, cancellationToken);
        return null;
    }
}
