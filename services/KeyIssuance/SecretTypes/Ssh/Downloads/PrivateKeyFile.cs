using Microsoft.Net.Http.Headers;
using PenguinMails.KeyIssuance.Reveals;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

/// <summary>The answer that carries a claimed private key. When it has been handed to the connection, the outcome is recorded.</summary>
public sealed class PrivateKeyFile(PlainTextPrivateKey privateKey, Guid downloadId, RevealClaims claims, ILogger<PrivateKeyFile> log) : IResult
{
    public const string ContentType = "application/x-pem-file";
    public const string FileName = "tenant-ssh-key.pem";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var delivered = false;
        try
        {
            using (privateKey)
            {
                var response = httpContext.Response;
                response.ContentType = ContentType;
                response.ContentLength = privateKey.Utf8.Length;
                response.Headers.CacheControl = "no-store";
                response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = FileName }.ToString();
                await response.Body.WriteAsync(privateKey.Utf8, httpContext.RequestAborted);
                await response.CompleteAsync();
                delivered = !httpContext.RequestAborted.IsCancellationRequested;
            }
        }
        finally
        {
            await RecordAsync(delivered);
        }
    }

    private async Task RecordAsync(bool delivered)
    {
        try
        {
            await claims.FinishAsync(downloadId, delivered, CancellationToken.None);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException)
        {
            // The intent is durable; UnfinishedReveals records the outcome when the database is back.
            Log.OutcomeWaits(log, downloadId, failure.Message);
        }
    }
}
