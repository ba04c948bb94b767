using Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

var password = builder.AddParameter("password", "hunter2", secret: true);
var first = builder.AddExecutable("first", "python3", ".", "-u", "-c", "import http.server,os; print('env',os.environ['PORT'],os.environ['OTEL_SERVICE_NAME']);  http.server.ThreadingHTTPServer(('127.0.0.1',int(os.environ['PORT'])),http.server.SimpleHTTPRequestHandler).serve_forever()")
    .WithHttpEndpoint(env: "PORT").WithHttpHealthCheck("/").WithOtlpExporter().WithEnvironment("PASSWORD", password);
builder.AddExecutable("second", "bash", ".", "-c", "env; sleep 1000").WithEnvironment("FIRST", first.GetEndpoint("http")).WaitFor(first);

await builder.Build().RunAsync();
