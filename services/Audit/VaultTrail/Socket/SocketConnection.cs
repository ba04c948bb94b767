using PenguinMails.Audit.VaultTrail.Ingestion;

namespace PenguinMails.Audit.VaultTrail.Socket;

/// <summary>
/// One connection of Vault. Nothing is read while a batch is appended, so faster input blocks Vault for as long as Vault's
/// own write timeout allows.
/// </summary>
internal sealed class SocketConnection(Database database, TrailAppend append, TimeProvider time)
{
    /// <summary>How long a batch waits during a database outage. The socket buffers hold further entries.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns when Vault ends the connection.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database has been away for too long.</exception>
    public async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = new LineReader(stream);
        while (await reader.ReadAsync(cancellationToken) is { } line)
        {
            var (lines, bytes) = (new List<TrailLine> { line }, line.Bytes.Length);
            while (reader.HasLine && lines.Count < TrailAppend.BatchSize && bytes < TrailAppend.BatchBytes)
            {
                var next = (await reader.ReadAsync(cancellationToken))!.Value;
                lines.Add(next);
                bytes += next.Bytes.Length;
            }

            await AppendAsync(lines, cancellationToken);
        }

        if (reader.Rest.Length > 0 && !reader.IsSkipping)
        {
            await AppendAsync([new TrailLine(reader.Rest.ToArray(), TrailLine.CutOff)], cancellationToken);
        }
    }

    private async Task AppendAsync(List<TrailLine> lines, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await database.InTransactionAsync(transaction => append.AppendAsync(transaction, lines, TrailSources.Socket), cancellationToken);
                return;
            }
            catch (Exception failure) when (failure.IsPostgresAway() && time.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }
}
