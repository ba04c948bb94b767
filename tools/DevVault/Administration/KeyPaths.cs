using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/key-status and sys/rotate: the keyring of the barrier.</summary>
internal sealed class KeyPaths(SecurityBarrier barrier)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("key-status").On(Operation.Read, (_, _, _) => ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(
            ("encryptions", barrier.Status.Encryptions),
            ("install_time", Rfc3339.Nano(barrier.Status.Installed)),
            ("term", (long)barrier.Status.Term)))),
        new PathRoute("rotate").On(Operation.Update, RotateAsync),
    ];

    private async ValueTask<LogicalResponse?> RotateAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        await barrier.RotateAsync(cancellationToken);
        return null;
    }
}
