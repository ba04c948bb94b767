using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>sys/seal and sys/step-down: need a token with "sudo" on the path, and tell so in a way of their own.</summary>
internal sealed class SealEndpoints(VaultServer server)
{
    public Task SealAsync(HttpContext http, RequestTarget target) => AuthorizedAsync(http, target, "sys/seal", () => server.SealAsync(CancellationToken.None));

    /// <summary>A single node has nobody to hand over to; the right is checked all the same.</summary>
    public Task StepDownAsync(HttpContext http, RequestTarget target) => AuthorizedAsync(http, target, "sys/step-down", () => Task.CompletedTask);

    private async Task AuthorizedAsync(HttpContext http, RequestTarget target, string path, Func<Task> act)
    {
        var request = await LogicalRequestReader.ReadAsync(http, target, path, server.Active);
        if (request.Operation != Operation.Update)
        {
            await HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var vault = server.Active ?? throw new RefusedException(Refusal.Sealed);
        if (await new ServerPermission(vault).ProblemAsync(request, http.RequestAborted) is { } refusal)
        {
            await HttpReply.RefusedAsync(http, refusal);
            return;
        }

        await act();
        await HttpReply.EmptyAsync(http, StatusCodes.Status204NoContent);
    }
}
