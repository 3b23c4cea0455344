// A CloudFront function for viewer requests: S3 knows no folders, so a page's address ends in index.html there.
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith("/")) {
    request.uri += "index.html";
  }
  return request;
}
